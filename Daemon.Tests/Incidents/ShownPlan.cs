using System;
using System.Collections.Generic;
using Basisd.Incidents;
using Basisd.Safety;

namespace Basisd.Tests.Incidents;

/// <summary>A plan that somebody was shown, with everything that can be signed over it, rightly and wrongly. Each text is signed once.</summary>
internal sealed class ShownPlan(ApprovalFacts facts, string picture, long shownAt)
{
    public const string Document = "00000000000000000000000000000000000000000000000000000000000000dd";
    public const long ValidFor = 3_600;

    private readonly Dictionary<(Person, Forgery, string?), SubmittedApproval> _signed = [];

    /// <summary>What the plan says.</summary>
    public ApprovalFacts Facts => facts;

    /// <summary>What the node looked like, written without the digest.</summary>
    public string Picture => picture;

    /// <summary>When texts over it end, Unix seconds.</summary>
    public long ExpiresAt { get; } = (shownAt / FixedPoint.Second) + ValidFor;

    /// <summary>Somebody's approval of it.</summary>
    public SubmittedApproval By(Person person, Forgery forgery, string? contain, Person thief)
    {
        if (!_signed.TryGetValue((person, forgery, contain), out SubmittedApproval? signed))
        {
            ApprovalFacts said = facts with { Contain = contain, DmmEpoch = facts.DmmEpoch + (forgery == Forgery.NextEpoch ? 1 : 0) };
            byte[] text = new ApprovalText(said, Document, person.Name, ExpiresAt).ToBytes();
            signed = (forgery == Forgery.OtherKey ? thief : person).Sign(text);
            if (forgery == Forgery.Tampered)
            {
                byte[] later = new ApprovalText(said, Document, person.Name, ExpiresAt + 1).ToBytes();
                signed = new SubmittedApproval(later, signed.Signature);
            }

            _signed.Add((person, forgery, contain), signed);
        }

        return signed;
    }
}
