namespace Parley.Configuration.Options;

/// <summary>What becomes of targets whose price nobody knows. An unknown price is never taken for nothing.</summary>
public enum UnknownPrices
{
    /// <summary>They are used; what they cost stays unknown.</summary>
    Allow,

    /// <summary>They are taken to cost what the dearest model of the same provider does, or else of the whole book, and their costs are marked as estimates.</summary>
    EstimateHigh,

    /// <summary>They are left out.</summary>
    Reject,
}
