namespace Parley.Serving.Callers;

/// <summary>What a call needs of the key that is shown.</summary>
internal enum Access
{
    /// <summary>Any key.</summary>
    Any,

    /// <summary>One that may ask models.</summary>
    Call,

    /// <summary>One that may read costs and decisions.</summary>
    Read,

    /// <summary>One that may administer the gateway.</summary>
    Admin,
}
