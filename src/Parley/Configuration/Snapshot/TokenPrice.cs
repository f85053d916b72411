namespace Parley.Configuration;

/// <summary>What a million tokens cost. Unknown prices are null where they stand, never zero.</summary>
/// <param name="Input">For a million tokens read.</param>
/// <param name="Output">For a million tokens written.</param>
/// <param name="Currency">ISO 4217, upper case.</param>
public sealed record TokenPrice(decimal Input, decimal Output, string Currency)
{
    /// <summary>For a million tokens read.</summary>
    public decimal Input
    {
        get;
        init => (field, InputRate) = (value, (double)value);
    } = Input;

    /// <summary>For a million tokens written.</summary>
    public decimal Output
    {
        get;
        init => (field, OutputRate) = (value, (double)value);
    } = Output;

    /// <summary>For one call, besides its tokens; null where calls are not charged.</summary>
    public decimal? PerCall
    {
        get;
        init => (field, CallRate) = (value, (double)(value ?? 0));
    }

    /// <summary>Whether it is nothing, which is the same in every currency.</summary>
    internal bool IsFree => InputRate == 0 && OutputRate == 0 && CallRate == 0;

    /// <summary>The price of tokens read as a number for comparisons, in which it takes part a thousand times.</summary>
    internal double InputRate { get; private init; } = (double)Input;

    /// <summary>The price of tokens written, likewise.</summary>
    internal double OutputRate { get; private init; } = (double)Output;

    /// <summary>The price of a call, likewise.</summary>
    internal double CallRate { get; private init; }
}
