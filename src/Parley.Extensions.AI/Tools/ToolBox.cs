using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Dialects.Schemas;
using Parley.Extensions.AI.Content;

namespace Parley.Extensions.AI.Tools;

/// <summary>The functions of one run. Calls that cannot be made, and functions that fail, are outcomes with an error: the model is told, and goes on.</summary>
internal sealed class ToolBox
{
    /// <summary>Timers of the platform measure no longer time: whoever says more waits as long as it takes.</summary>
    private static readonly TimeSpan LongestLimit = TimeSpan.FromDays(24);

    private readonly Dictionary<string, AIFunction> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SchemaValidator> _validators = new(StringComparer.Ordinal);
    private readonly RunToolsOptions _options;

    public ToolBox(IEnumerable<AIFunction> functions, RunToolsOptions options)
    {
        var given = Given.All(functions, "tools");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxIterations, 1, nameof(options));
        CheckLimits(options);
        _options = options;
        foreach (var function in given)
        {
            if (!_functions.TryAdd(function.Name, function))
                throw new ArgumentException($"Two functions are called {function.Name}.", nameof(functions));
        }
    }

    /// <summary>The functions.</summary>
    public IReadOnlyCollection<AIFunction> Functions => _functions.Values;

    /// <summary>Whether a function of this name is here.</summary>
    public bool Has(string name) => _functions.ContainsKey(name);

    /// <summary>Makes the calls and gives what came of them, in their order. Whoever stops listening ends those that run.</summary>
    public async IAsyncEnumerable<ToolOutcome> RunAsync(IReadOnlyList<ToolCall> calls, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // One after the other: nobody else checks by a function's schema meanwhile.
        var flaws = calls.Select(FlawOf).ToList();
        var begun = new List<Task<ToolOutcome>>(calls.Count);
        try
        {
            for (var i = 0; i < calls.Count; i++)
            {
                for (var ahead = begun.Count; ahead < (_options.Parallel ? calls.Count : i + 1); ahead++)
                    begun.Add(RunAsync(calls[ahead], flaws[ahead], stop.Token));
                yield return await begun[i].ConfigureAwait(false);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(begun)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ToolOutcome> RunAsync(ToolCall call, string? flaw, CancellationToken cancellationToken)
    {
        var started = _options.Time.GetTimestamp();
        var (result, error) = flaw is null ? await InvokeAsync(_functions[call.Name], call, cancellationToken).ConfigureAwait(false) : (null, flaw);
        return new ToolOutcome(call, result, error, _options.Time.GetElapsedTime(started));
    }

    private async Task<(object? Result, string? Error)> InvokeAsync(AIFunction function, ToolCall call, CancellationToken cancellationToken)
    {
        if (function.GetService<ApprovalRequiredAIFunction>() is not null && (_options.Approve is not { } approve || !await approve(call, cancellationToken).ConfigureAwait(false)))
            return (null, $"The call of {call.Name} was not approved.");
        var limit = _options.ToolTimeouts.TryGetValue(call.Name, out var own) ? own : _options.ToolTimeout;
        using var late = new CancellationTokenSource(limit is { } time && time <= LongestLimit ? time : Timeout.InfiniteTimeSpan, _options.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        var token = stop.Token;
        try
        {
            // Functions may block, which the others would wait for.
            var running = Task.Run(() => function.InvokeAsync(ArgumentsOf(call), token).AsTask(), token);
            return (await running.WaitAsync(token).ConfigureAwait(false), null);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return (null, $"The tool {call.Name} took longer than {limit!.Value.TotalSeconds:0.###} seconds.");
        }
        catch (Exception exception)
        {
            return (null, ResultParts.FirstLine(exception.Message) is { Length: > 0 } said ? said : $"It failed with {exception.GetType().Name}.");
        }
    }

    private static void CheckLimits(RunToolsOptions options)
    {
        foreach (var (name, limit) in options.ToolTimeouts.Append(new(nameof(RunToolsOptions.ToolTimeout), options.ToolTimeout ?? Timeout.InfiniteTimeSpan)))
        {
            if (limit <= TimeSpan.Zero && limit != Timeout.InfiniteTimeSpan)
                throw new ArgumentOutOfRangeException(nameof(options), limit, $"The timeout of {name} is not more than 0.");
        }
    }

    private AIFunctionArguments ArgumentsOf(ToolCall call)
    {
        var arguments = new AIFunctionArguments(StringComparer.Ordinal) { Services = _options.Services };
        foreach (var member in call.Arguments.EnumerateObject())
            arguments[member.Name] = member.Value;
        return arguments;
    }

    /// <summary>Why a call cannot be made; null when it can.</summary>
    private string? FlawOf(ToolCall call)
    {
        if (!_functions.TryGetValue(call.Name, out var function))
            return $"There is no tool {call.Name}. The tools are: {string.Join(", ", _functions.Keys)}.";
        if (call.Arguments.ValueKind != JsonValueKind.Object)
            return $"The arguments of {call.Name} are no JSON object.";
        if (!_validators.TryGetValue(call.Name, out var validator))
            _validators.Add(call.Name, validator = new SchemaValidator(function.JsonSchema));
        // A schema that nothing can be checked against leaves it to the function.
        return validator.Flaw is null && validator.Check(call.Arguments) is { } wrong ? $"The arguments of {call.Name} are wrong: {wrong}." : null;
    }
}
