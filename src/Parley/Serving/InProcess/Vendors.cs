using Parley.Dialects;

namespace Parley.Serving.InProcess;

/// <summary>The vendors whose APIs callers speak, each with its dialects.</summary>
internal static class Vendors
{
    /// <summary>The dialects of a vendor, the one that is named before the others.</summary>
    /// <param name="name">A vendor's name (<c>openai</c>), or a dialect's (<c>openai-responses</c>).</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static IReadOnlyList<Dialect> Require(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var spoken = KnownDialects.All.Where(static dialect => dialect.Operations.Any(static operation => operation.Routes.Count > 0)).ToList();
        var named = spoken.Find(dialect => Says(dialect.Name)) ?? spoken.Find(dialect => Says(dialect.Prefix));
        if (named is null)
            throw new ArgumentException($"There is no dialect '{name}' that callers speak. There are {string.Join(", ", spoken.SelectMany(static dialect => (string[])[dialect.Prefix, dialect.Name]).Distinct())}.", nameof(name));
        return [named, .. spoken.Where(dialect => dialect.Prefix == named.Prefix && dialect != named)];

        bool Says(string word) => word.Equals(name, StringComparison.OrdinalIgnoreCase);
    }
}
