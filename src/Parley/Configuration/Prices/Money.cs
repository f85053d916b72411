namespace Parley.Configuration;

/// <summary>An amount of money. Amounts of two currencies are never added.</summary>
/// <param name="Amount">How much.</param>
/// <param name="Currency">ISO 4217, upper case.</param>
public readonly record struct Money(decimal Amount, string Currency)
{
    /// <summary>The amount and the currency: <c>0.0045 USD</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Amount} {Currency}");
}
