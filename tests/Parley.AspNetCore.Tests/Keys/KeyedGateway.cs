using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Parley.Ledger;
using Parley.Ledger.Keys;
using Parley.Pipeline;
using Parley.Sqlite;
using Parley.TestKit;

namespace Parley.AspNetCore.Tests.Keys;

/// <summary>A gateway with a ledger and keys in a file of SQLite, in a folder that goes with it.</summary>
public sealed class KeyedGateway : IAsyncDisposable
{
    private static readonly TimeProvider LongAgo = new PastTime();
    private const string Ask = """{"model":"parley/echo","messages":[{"role":"user","content":"Hello"}]}""";

    private readonly Bookkeeper _books;
    private readonly KeyRing _ring;
    private readonly SecretSweep _sweep = new();

    private KeyedGateway(RunningGateway running, string folder, Bookkeeper books, KeyRing ring) => (Running, Folder, _books, _ring) = (running, folder, books, ring);

    /// <summary>The gateway.</summary>
    public RunningGateway Running { get; }

    /// <summary>The folder of store and journal.</summary>
    public string Folder { get; }

    /// <summary>Where keys are kept.</summary>
    public IKeyStore Store => _ring.Store;

    /// <summary>Starts one.</summary>
    /// <param name="configuration">Its configuration, with the echo on where nothing is said.</param>
    public static async Task<KeyedGateway> StartAsync(string configuration = """{ "server": { "echo": true } }""")
    {
        var folder = Directory.CreateTempSubdirectory("parley-").FullName;
        Bookkeeper? books = null;
        KeyRing? ring = null;
        var running = await RunningGateway.StartAsync(configuration, log =>
        {
            books = Bookkeeper.Open(SqliteLedger.Open(Path.Combine(folder, "parley.db")), Path.Combine(folder, "parley.journal"), TimeProvider.System, log);
            ring = new KeyRing((IKeyStore)books.Store, TimeProvider.System, log);
            return new GatewayParts { Books = books, Keys = ring };
        });
        await ring!.RefreshAsync(CancellationToken.None);
        var gateway = new KeyedGateway(running, folder, books!, ring);
        gateway._sweep.AddFrom(configuration);
        return gateway;
    }

    /// <summary>Makes a key, as another program would have long ago, and has the gateway take it up.</summary>
    public async Task<string> MakeAsync(string name, string settings = "{}")
    {
        var made = await new KeyDesk(Store, LongAgo, static _ => false).CreateAsync(name, Encoding.UTF8.GetBytes(settings), "test", CancellationToken.None);
        Assert.Null(made.Fault);
        await RefreshAsync();
        return made.Value!;
    }

    /// <summary>Has the gateway take up what was changed.</summary>
    public Task RefreshAsync() => _ring.RefreshAsync(CancellationToken.None);

    /// <summary>Brings the ledger's entries into the store.</summary>
    public Task<bool> FlushAsync() => _books.FlushAsync(CancellationToken.None);

    /// <summary>The rows of a question to the ledger's database, their values in order with strokes between.</summary>
    public async Task<string[]> AskLedgerAsync(string question)
    {
        Assert.True(await FlushAsync());
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, "parley.db")};Mode=ReadOnly");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = question;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(place => Convert.ToString(reader.GetValue(place), CultureInfo.InvariantCulture))));
        return [.. rows];
    }

    /// <summary>Asks the echo with a key; the status, and the code of the fault.</summary>
    public async Task<(int Status, string? Code)> AskAsync(string? key, params (string Name, string Value)[] headers)
    {
        using var response = await Running.PostAsync("v1/chat/completions", Ask, key is null ? headers : [("Authorization", $"Bearer {key}"), .. headers]);
        return ((int)response.StatusCode, CodeOf(await response.Content.ReadAsStringAsync()));
    }

    /// <summary>Calls the admin API.</summary>
    public async Task<(int Status, JsonNode? Body)> AdminAsync(HttpMethod method, string path, string? key, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await Running.Client.SendAsync(request);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync()));
    }

    /// <summary>The code of a fault; null for none.</summary>
    public static string? CodeOf(string body) => JsonNode.Parse(body)?["error"]?["code"]?.ToString();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Running.DisposeAsync();
        _ring.Dispose();
        await _books.DisposeAsync();
        _sweep.DemandFolder(Folder);
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A clock of another time: a key that it makes may have expired since.</summary>
    private sealed class PastTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2019, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
