namespace Basisd.Incidents;

/// <summary>Why a submitted approval does not count. Each is journaled and changes nothing .</summary>
public enum ApprovalRefusal : byte
{
    /// <summary>It counts.</summary>
    None = 0,

    /// <summary>The text is not an approval text, to the byte.</summary>
    Malformed = 1,

    /// <summary>The configuration names no operator of that name.</summary>
    UnknownSigner = 2,

    /// <summary>The signature is not the signer's over these bytes: another key, or the text or the signature was changed.</summary>
    BadSignature = 3,

    /// <summary>The signer may not sign resumptions.</summary>
    NotSenior = 4,

    /// <summary>It is for another cluster or node.</summary>
    OtherCluster = 5,

    /// <summary>It is for another incident.</summary>
    OtherIncident = 6,

    /// <summary>It is for another DMM episode.</summary>
    OtherEpoch = 7,

    /// <summary>Its DMM episode is over: an approval works once.</summary>
    AlreadyUsed = 8,

    /// <summary>The state that was signed is not the state of now.</summary>
    OtherState = 9,

    /// <summary>Its time is over.</summary>
    Expired = 10,

    /// <summary>It would be valid for longer than any approval may be.</summary>
    ExpiresTooLate = 11,

    /// <summary>The same person signed twice; the first counts.</summary>
    SignedTwice = 12,

    /// <summary>It names another root cause document than the approvals before it.</summary>
    OtherDocument = 13,

    /// <summary>It is for another act: the resumption, or the containment of another scope.</summary>
    OtherAct = 14,
}
