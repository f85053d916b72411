using System.Text;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Reading;
using Parley.Dialects.Conversation;

namespace Parley.Ledger.Keys;

/// <summary>For how long the former value of a rotated key is taken: <c>1h</c>, <c>30m</c>, or a number of seconds.</summary>
internal static class KeyOverlap
{
    private static readonly Shape<TimeSpan> Body = new(new FieldList<TimeSpan>().Add("overlap", Kinds.SecondsOrZero, static (_, time) => time, "For how long."));

    /// <summary>Reads <c>{"overlap":"1h"}</c>; nothing at all is no overlap. Null and a fault for all else.</summary>
    public static TimeSpan? Read(ReadOnlyMemory<byte> body, out Fault? fault)
    {
        fault = null;
        if (body.IsEmpty)
            return TimeSpan.Zero;
        if (KeySettings.Parse(body, out fault) is null)
            return null;
        var problems = new ProblemList();
        var overlap = new JsonFormat().Parse(new SourceText("overlap", Encoding.UTF8.GetString(body.Span)), problems) is ConfigMap map ? Body.Read(TimeSpan.Zero, map, new ReadScope(problems, static _ => null)) : TimeSpan.Zero;
        if (!problems.HasErrors)
            return overlap;
        fault = new Fault(FaultKind.InvalidRequest, $"{problems.All[0].Message}: {problems.All[0].Hint}.") { Code = "invalid_overlap", Param = "overlap" };
        return null;
    }

    /// <summary>Reads the time alone, as it is written on a command line.</summary>
    public static TimeSpan? OfText(string text, out Fault? fault) => Read(KeySettings.Bytes(new() { ["overlap"] = text }), out fault);
}
