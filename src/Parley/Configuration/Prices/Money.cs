namespace Parley.Configuration;

/// <summary>An amount of one currency, exact.</summary>
/// <param name="Amount">How much, in units of the currency.</param>
/// <param name="Currency">ISO 4217, upper case.</param>
public readonly record struct Money(decimal Amount, string Currency);
