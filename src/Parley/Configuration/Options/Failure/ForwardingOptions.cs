using System.Collections.Immutable;

namespace Parley.Configuration.Options;

/// <summary>The section <c>forwarding</c> of a model name: answers that do not convince are asked for again from a stronger model.</summary>
public sealed record ForwardingOptions
{
    /// <summary>Nothing is said.</summary>
    public static ForwardingOptions None { get; } = new();

    /// <summary>Whether it is done.</summary>
    public bool Enabled { get; init; }

    /// <summary>The least confidence that an answer is given with, from 0 to 1.</summary>
    public double MinConfidence { get; init; } = 0.75;

    /// <summary>How many further models are asked at most.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>Whom to ask after the first, weakest first, as <c>backend/model</c>; empty for the other targets of the name.</summary>
    public ImmutableArray<string> EscalationPath { get; init; } = [];

    /// <summary>Whether a stronger model is left out while its hardware is at the critical temperature; where nobody has answered yet it is asked last. At the shutdown limit it is left out in any case.</summary>
    public bool RespectThermalLimits { get; init; } = true;

    /// <summary>Whether the best of several answers that did not convince is given; else the last.</summary>
    public bool ReturnBestAttempt { get; init; } = true;
}
