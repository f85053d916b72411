using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Extensions.AI;

/// <summary>The model asks for a tool.</summary>
/// <param name="Id">Pairs the call with its result.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">The arguments, an object; undefined where the model wrote none that can be read.</param>
public sealed record ToolCall(string Id, string Name, JsonElement Arguments);

/// <summary>What came of a call.</summary>
/// <param name="Call">The call.</param>
/// <param name="Result">What the tool gave; null where it failed, or gives nothing.</param>
/// <param name="Error">Why it failed, as the model is told it; null where it did not.</param>
/// <param name="Duration">How long it took.</param>
public sealed record ToolOutcome(ToolCall Call, object? Result, string? Error, TimeSpan Duration);

/// <summary>A turn in which tools were run.</summary>
/// <param name="Number">Which turn, from 1.</param>
/// <param name="Text">What the model said beside its calls; empty for nothing.</param>
/// <param name="Outcomes">What came of the calls, in their order.</param>
/// <param name="Usage">What the model used in this turn.</param>
public sealed record ToolStep(int Number, string Text, IReadOnlyList<ToolOutcome> Outcomes, Usage Usage);

/// <summary>A conversation in which tools were run until the model had its answer.</summary>
public sealed record ToolRun
{
    /// <summary>The last answer. It asks for tools only where some were declared that no function stands for: those are the caller's to run.</summary>
    public required ChatReply Reply { get; init; }

    /// <summary>The conversation so far: what was asked, the calls, their results, and the last answer.</summary>
    public required IReadOnlyList<Message> Messages { get; init; }

    /// <summary>The turns in which tools were run.</summary>
    public required IReadOnlyList<ToolStep> Steps { get; init; }

    /// <summary>What all turns used together.</summary>
    public required Usage Usage { get; init; }

    /// <summary>What was lost on the way in any turn.</summary>
    public required IReadOnlyList<ConversionEntry> Losses { get; init; }

    /// <summary>The text of the last answer.</summary>
    public string Text => Reply.Text;
}

/// <summary>One step of a streamed run of tools.</summary>
public abstract record ToolRunUpdate
{
    private ToolRunUpdate(int turn) => Turn = turn;

    /// <summary>Which turn, from 1.</summary>
    public int Turn { get; }

    /// <summary>The model says something.</summary>
    public sealed record Said : ToolRunUpdate
    {
        internal Said(int turn, ChatEvent chatEvent)
            : base(turn) => Event = chatEvent;

        /// <summary>What it says.</summary>
        public ChatEvent Event { get; }
    }

    /// <summary>A tool has run.</summary>
    public sealed record Called : ToolRunUpdate
    {
        internal Called(int turn, ToolOutcome outcome)
            : base(turn) => Outcome = outcome;

        /// <summary>What came of it.</summary>
        public ToolOutcome Outcome { get; }
    }

    /// <summary>The model has its answer. Once, last.</summary>
    public sealed record Ended : ToolRunUpdate
    {
        internal Ended(int turn, ToolRun run)
            : base(turn) => Run = run;

        /// <summary>All together.</summary>
        public ToolRun Run { get; }
    }
}

/// <summary>The model still asks for tools after the last turn that it was given. The request is that of the last turn; the attempts are those of all, where Parley was asked and not another client.</summary>
public sealed class ToolIterationsException : ParleyException
{
    /// <summary>The code of this error; <c>MAX_TOOL_ITERATIONS_EXCEEDED</c> is another name for it.</summary>
    public const string ErrorCode = "max_tool_iterations";

    internal ToolIterationsException(int most, IReadOnlyList<ToolStep> steps, Usage usage, string? requestId)
        : base(new Fault(FaultKind.InvalidRequest, $"The model still asks for tools after {most} turns.") { Code = ErrorCode, RequestId = requestId }) => (Steps, Usage) = (steps, usage);

    /// <summary>The turns in which tools were run.</summary>
    public IReadOnlyList<ToolStep> Steps { get; }

    /// <summary>What all turns used together.</summary>
    public Usage Usage { get; }
}
