using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Configuration.Validators;

/// <summary>Prices say what something costs, in a currency, and from one day to a later one.</summary>
internal sealed class PriceValidator : IValidator
{
    public void Check(GatewayOptions options, Catalog catalog, ProblemList problems)
    {
        foreach (var entry in options.Prices)
        {
            if (!entry.SaysPrice)
                problems.Add(new Problem(ProblemCode.Missing, $"the price of `{entry.Model}` says no rate", Place.Of(entry.Node, "model")) { Hint = "add `input` and `output`; 0 for what is free" });
            if (entry.Currency is { } currency && !IsCurrency(currency))
                problems.Add(new Problem(ProblemCode.NotAllowed, $"`{currency}` is no currency", Place.Of(entry.Node, "currency")) { Hint = "write its code of three letters: USD, EUR" });
            if (entry.To < entry.From)
                problems.Add(new Problem(ProblemCode.NotAllowed, $"the price of `{entry.Model}` ends before it begins", Place.Of(entry.Node, "to")) { Hint = "put `from` first" });
        }
        foreach (var backend in options.Backends.Where(backend => backend.PricedAs is { } said && catalog.Find(said) is null && !PriceBook.BuiltIn.Providers.Contains(said, StringComparer.OrdinalIgnoreCase)))
            problems.Add(new Problem(ProblemCode.UnknownProvider, $"no provider is called `{backend.PricedAs}`", Place.Of(backend.Node, "priced_as")) { Hint = NearNames.Closest(backend.PricedAs!, PriceBook.BuiltIn.Providers) is { } near ? $"did you mean `{near}`?" : "" });
    }

    private static bool IsCurrency(string text) => text.Length == 3 && text.All(char.IsAsciiLetter);
}
