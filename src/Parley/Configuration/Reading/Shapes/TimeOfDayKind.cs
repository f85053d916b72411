using System.Globalization;
using System.Text.Json.Nodes;

namespace Parley.Configuration.Reading;

/// <summary>A time of the day, as <c>22:00</c>.</summary>
internal sealed class TimeOfDayKind : ScalarKind<TimeOnly>
{
    protected override string Wanted => "a time of the day such as 22:00";

    public override JsonObject Schema() => new() { ["type"] = "string" };

    protected override bool TryParse(string text, ConfigScalar scalar, ReadScope scope, out TimeOnly value)
    {
        if (TimeOnly.TryParseExact(text, ["H:mm", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out value))
            return true;
        scope.WrongKind(scalar, Wanted);
        return false;
    }
}
