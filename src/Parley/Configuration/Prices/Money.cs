namespace Parley.Configuration;

/// <summary>An amount of money. Amounts of two currencies are never added.</summary>
/// <param name="Amount">How much.</param>
/// <param name="Currency">ISO 4217, upper case.</param>
public readonly record struct Money(decimal Amount, string Currency);
