using Parley.Clients.Tests.Asking;

namespace Parley.Clients.Tests.InProcess;

/// <summary>A client of the .NET platform: keeps the rounds and turns exceptions into what was told.</summary>
/// <param name="transport">How it reaches the gateway.</param>
public abstract class DotNetClient(Transport transport) : IOfficialClient
{
    /// <inheritdoc/>
    public string Name => Package + transport.Mark;

    /// <summary>Its name, however it reaches the gateway.</summary>
    protected abstract string Package { get; }

    /// <summary>Whose API it calls.</summary>
    protected abstract string Vendor { get; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Told>> AskAsync(string gateway, Ask ask)
    {
        using var http = new HttpClient(transport.Open(gateway, Vendor));
        if (ask.SlowLane)
            http.DefaultRequestHeaders.Add("x-parley-lane", "slow");
        var rounds = new List<Told>();
        try
        {
            var round = Open(http, gateway, ask);
            do
            {
                var model = rounds.Count == 0 ? ask.Model : ask.NextModel ?? ask.Model;
                rounds.Add(new Told());
                await round(model, rounds[^1]);
            }
            while (ask.Results is not null && rounds[^1].Calls.Count > 0);
        }
        catch (OperationCanceledException) when (rounds[^1].Left)
        {
            return rounds;
        }
        catch (Exception raised)
        {
            rounds[^1].Error = ErrorOf(raised);
        }
        return rounds;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListAsync(string gateway)
    {
        using var http = new HttpClient(transport.Open(gateway, Vendor));
        return await ListAsync(http, gateway);
    }

    /// <summary>Lists the models and looks each up.</summary>
    protected abstract Task<IReadOnlyList<string>> ListAsync(HttpClient http, string gateway);

    /// <summary>Prepares a conversation; each call of the result asks a model once and appends reply and results to the conversation.</summary>
    protected abstract Func<string, Told, Task> Open(HttpClient http, string gateway, Ask ask);

    /// <summary>What an exception of this client shows.</summary>
    protected abstract ToldError ErrorOf(Exception raised);

    /// <summary>
    /// Goes away once there is text, if the test wants that. By its token, while it waits for the next event: HttpClient lets a stream that is merely disposed of run on for two seconds.
    /// </summary>
    protected static void LeaveIfAsked(Ask ask, Told told, CancellationTokenSource leave)
    {
        if (!ask.LeaveAfterText || told.Text.Length == 0)
            return;
        told.Left = true;
        leave.CancelAfter(TimeSpan.FromMilliseconds(20));
    }

    /// <summary>Whether to ask for thoughts: the provider that a conversation is handed to is not.</summary>
    protected static bool Thinks(Ask ask, string model) => ask.Think && model != ask.NextModel;

    /// <summary>The calls in the order in which their results are given.</summary>
    protected static IEnumerable<ToldCall> Answered(Ask ask, Told told) => ask.ResultsReversed ? told.Calls.AsEnumerable().Reverse() : told.Calls;

    /// <summary>Adds a streamed piece of arguments.</summary>
    protected static void AddPiece(ToldCall call, string? piece)
    {
        if (string.IsNullOrEmpty(piece))
            return;
        call.Arguments += piece;
        call.Pieces.Add(piece);
    }
}
