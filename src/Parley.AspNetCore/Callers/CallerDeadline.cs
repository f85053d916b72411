using System.Globalization;
using Microsoft.AspNetCore.Http;
using Parley.Dialects.Conversation;

namespace Parley.AspNetCore.Callers;

/// <summary>How long a caller waits.</summary>
internal static class CallerDeadline
{
    /// <summary>The header: milliseconds, from when the request is here.</summary>
    public const string Header = "x-deadline-ms";

    /// <summary>Reads it; null where it is not said, and a fault where it is not a number.</summary>
    public static TimeSpan? Of(IHeaderDictionary headers, out Fault? fault)
    {
        fault = null;
        if (!headers.TryGetValue(Header, out var said) || said.ToString() is not { Length: > 0 } text)
            return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is > 0 and < int.MaxValue)
            return TimeSpan.FromMilliseconds(milliseconds);
        fault = new Fault(FaultKind.InvalidRequest, $"The header {Header} is a number of milliseconds, more than 0.") { Param = Header };
        return null;
    }
}
