using System.Globalization;
using System.Text.Json.Nodes;

namespace Parley.Configuration.Reading;

/// <summary>A day, as <c>2026-11-30</c>.</summary>
internal sealed class DateKind : ScalarKind<DateOnly>
{
    protected override string Wanted => "a day such as 2026-11-30";

    public override JsonObject Schema() => new() { ["type"] = "string", ["pattern"] = @"^\d{4}-\d\d-\d\d$|\$\{" };

    protected override bool TryParse(string text, ConfigScalar scalar, ReadScope scope, out DateOnly value)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out value))
            return true;
        scope.WrongKind(scalar, Wanted);
        return false;
    }
}
