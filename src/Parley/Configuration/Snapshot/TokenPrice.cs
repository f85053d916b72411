namespace Parley.Configuration;

/// <summary>What a million tokens cost. Unknown prices are null where they stand, never zero.</summary>
/// <param name="Input">For a million tokens read.</param>
/// <param name="Output">For a million tokens written.</param>
/// <param name="Currency">ISO 4217, upper case.</param>
public sealed record TokenPrice(decimal Input, decimal Output, string Currency);
