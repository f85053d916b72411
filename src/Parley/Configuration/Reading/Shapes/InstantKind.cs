using System.Globalization;
using System.Text.Json.Nodes;

namespace Parley.Configuration.Reading;

/// <summary>A point in time; a date alone is its first moment, and both are in UTC where no zone is said.</summary>
internal sealed class InstantKind : ScalarKind<DateTimeOffset>
{
    private static readonly string[] Forms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    protected override string Wanted => "a time such as 2027-01-31 or 2027-01-31T18:00:00Z";

    public override JsonObject Schema() => new() { ["type"] = "string" };

    protected override bool TryParse(string text, ConfigScalar scalar, ReadScope scope, out DateTimeOffset value)
    {
        if (DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value))
            return true;
        scope.WrongKind(scalar, Wanted);
        return false;
    }
}
