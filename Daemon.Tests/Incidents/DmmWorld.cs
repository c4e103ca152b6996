using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Basisd.Incidents;
using Basisd.Safety;
using Basisd.Tests.Safety;

namespace Basisd.Tests.Incidents;

/// <summary>A state of the search, as a snapshot holds it, with the plans that people remember.</summary>
internal sealed record DmmMoment(byte[] Bytes, ShownPlan? Shown, ShownPlan? Older, long Now);

/// <summary>
/// The real safety state machine, incident book, episode digest and approval check, with people around them who are shown plans and sign
/// them. It puts the same input together from the same findings as the node does; what decides is never here.
/// </summary>
internal sealed class DmmWorld : IDisposable
{
    public const string Cluster = "node-1";
    private const long Start = 1_772_366_400L * FixedPoint.Second;

    private readonly Topology _topology = SafetyFixture.SmallTopology();
    private readonly DmmRules _rules;
    private readonly Dictionary<string, Person> _people;
    private readonly List<ApprovalSigner> _signers = [];
    private readonly Dictionary<(string Picture, long At), ShownPlan> _plans = [];
    private readonly bool _twoPlans;
    private readonly Dictionary<SubmittedApproval, bool> _verified = new(ReferenceEqualityComparer.Instance);
    private readonly TransitionList _moves = new();
    private readonly CanonicalWriter _writer = new();
    private readonly byte[] _fresh;

    public DmmWorld(DmmRules rules, bool twoPlans)
    {
        _twoPlans = twoPlans;
        _rules = rules;
        Safety = new SafetyState(_topology, rules.Required);
        _people = new Person[] { new("alice", true), new("bob", true), new("carol", false), new("dave", true) }.ToDictionary(p => p.Name);
        _signers.AddRange(_people.Values.Where(p => p.Name != "dave").Select(p => p.Signer));
        _fresh = Bytes();
    }

    public SafetyState Safety { get; }

    public IncidentBook Incidents { get; } = new();

    public ShownPlan? Shown { get; private set; }

    public ShownPlan? Older { get; private set; }

    public long Now { get; private set; } = Start;

    public bool InDmm => Safety.ModeOf(Topology.Platform) == Mode.Dmm;

    public int Verifications => _verified.Count;

    public DmmMoment Save() => new(Bytes(), Shown, Older, Now);

    public void Restore(DmmMoment moment)
    {
        Read(moment.Bytes);
        (Shown, Older, Now) = (moment.Shown, moment.Older, moment.Now);
    }

    /// <summary>Lets one event happen.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool Happen(DmmEvent happened)
    {
        switch (happened.Name)
        {
            case DmmEvents.Plan:
                if (!InDmm)
                {
                    return false;
                }

                Older = _twoPlans ? Shown : null;
                string picture = Picture();
                if (!_plans.TryGetValue((picture, Now), out ShownPlan? plan))
                {
                    plan = new ShownPlan(Facts(null), picture, Now);
                    _plans.Add((picture, Now), plan);
                }

                Shown = plan;
                return true;
            case DmmEvents.Hour:
                Now += ShownPlan.ValidFor * FixedPoint.Second;
                return Shown is not null || Older is not null;
            case DmmEvents.Restart:
                Read(_rules.RestartKeeps ? Bytes() : _fresh);
                return !_rules.RestartKeeps;
        }

        return happened.Signed is { } signed ? Submit(signed, happened.Act) : Apply(happened.Input!.Value);
    }

    /// <summary>What a person would see, written without the digest: two states that differ for a signer have different pictures.</summary>
    public string Picture()
    {
        StringBuilder picture = new();
        picture.Append(CultureInfo.InvariantCulture, $"{Safety.DmmEpoch} {Incidents.OpenId} {Safety.SystemicCauseId};");
        for (int scope = 0; scope < Safety.ScopeCount; scope++)
        {
            picture.Append(CultureInfo.InvariantCulture, $" {Safety.ModeOf(scope)}");
        }

        foreach (Cause cause in Causes())
        {
            picture.Append(';').Append(PartOf(cause));
        }

        return picture.ToString();
    }

    /// <summary>A cause as a signer sees it: whether it cleared is not theirs to say.</summary>
    public static string PartOf(Cause cause) =>
        $"{cause.Id} {cause.Scope} {cause.Trigger} {cause.Severity} {cause.Systemic} {cause.TrippedAt}";

    /// <summary>How many persons rightly sign this act over the picture of now: the law's own count.</summary>
    public int RightlySigned(DmmEvent happened, string picture)
    {
        HashSet<string> seniors = [];
        foreach (Signing signing in happened.Signed ?? [])
        {
            ShownPlan? plan = signing.Older ? Older : Shown;
            bool right = plan is not null && plan.Picture == picture && signing.Forgery == Forgery.None && signing.Contain == happened.Act
                && signing.Who is "alice" or "bob" && Now < plan!.ExpiresAt * FixedPoint.Second;
            if (right)
            {
                seniors.Add(signing.Who);
            }
        }

        return seniors.Count;
    }

    /// <summary>The latched causes by number.</summary>
    public IEnumerable<Cause> Causes()
    {
        List<Cause> causes = [];
        for (int slot = 0; slot < Safety.Causes.HighWater; slot++)
        {
            if (Safety.Causes[slot].Status != CauseStatus.Free)
            {
                causes.Add(Safety.Causes[slot]);
            }
        }

        causes.Sort((a, b) => a.Id.CompareTo(b.Id));
        return causes;
    }

    public void Dispose()
    {
        foreach (Person person in _people.Values)
        {
            person.Dispose();
        }
    }

    private bool Apply(SafetyInput input)
    {
        // Time goes on only where it is seen: when a cause trips.
        input.At = Now + (input.Kind == SafetyInputKind.Latch ? FixedPoint.Second : 0);
        input.Stage = Safety.StageOf(input.Scope);
        if (Safety.Step(input, _moves) != SafetyOutcome.Applied)
        {
            return false;
        }

        Now = input.At;
        Follow();
        return true;
    }

    private bool Submit(Signing[] signed, string? act)
    {
        List<SubmittedApproval> submitted = [];
        foreach (Signing signing in signed)
        {
            if ((signing.Older ? Older : Shown) is not { } plan)
            {
                return false;
            }

            submitted.Add(plan.By(_people[signing.Who], signing.Forgery, signing.Contain, _people["alice"]));
        }

        bool isOpen = InDmm && (act is null || !Safety.Contained || (act == DmmEvents.Platform && Safety.ContainedScope != Topology.Platform));
        ApprovalFacts facts = Facts(act);
        ApprovalFindings found = _rules.Judge(facts, isOpen, _signers, Now, submitted, IsSigned);
        ResumptionCriteria criteria = ResumptionCriteria.All
            & (found.RcaHash is null ? ~ResumptionCriteria.EventContained : ResumptionCriteria.All)
            & (found.Signatures >= _rules.Required ? ResumptionCriteria.All : ~ResumptionCriteria.SignedOff);
        SafetyInput input = new()
        {
            Kind = act is null ? SafetyInputKind.Resume : SafetyInputKind.Contain,
            At = Now,
            Scope = act == DmmEvents.Venue ? SafetyFixture.TheVenue : Topology.Platform,
            DmmEpoch = facts.DmmEpoch,
            Signatures = found.Signatures,
            Criteria = criteria,
        };
        if (Safety.Step(input, _moves) != SafetyOutcome.Applied)
        {
            return false;
        }

        Follow();
        return true;
    }

    private bool IsSigned(ApprovalSigner signer, SubmittedApproval approval)
    {
        if (!_verified.TryGetValue(approval, out bool signed))
        {
            signed = ApprovalCheck.IsSigned(signer, approval);
            _verified.Add(approval, signed);
        }

        return signed;
    }

    private ApprovalFacts Facts(string? contain) =>
        new(Cluster, Incidents.OpenId, Safety.DmmEpoch, _rules.Digest(_topology, Safety, Incidents.OpenId)) { Contain = contain };

    private void Follow()
    {
        bool any = false;
        for (int scope = 0; scope < Safety.ScopeCount; scope++)
        {
            any |= Safety.ModeOf(scope) != Mode.Normal;
        }

        Severity worst = Severity.Low;
        foreach (Cause cause in Causes())
        {
            worst = cause.Severity < worst ? cause.Severity : worst;
        }

        Incidents.Follow(any, worst, Now);
    }

    private byte[] Bytes()
    {
        _writer.Clear();
        Safety.Write(_writer);
        Incidents.Write(_writer);
        return _writer.Written.ToArray();
    }

    private void Read(byte[] bytes)
    {
        CanonicalReader reader = new(bytes);
        Safety.Read(ref reader);
        Incidents.Read(ref reader);
        reader.End();
    }
}
