namespace Parley.Clients.Tests.Asking;

/// <summary>An official client under the tests' hand.</summary>
public interface IOfficialClient
{
    /// <summary>Its name in test data: package and platform.</summary>
    string Name { get; }

    /// <summary>Asks, and asks again with results where <see cref="Ask.Results"/> says so. An error ends the rounds and stands in the last one.</summary>
    Task<IReadOnlyList<Told>> AskAsync(string gateway, Ask ask);

    /// <summary>The names of the models, each looked up once by its name.</summary>
    Task<IReadOnlyList<string>> ListAsync(string gateway);
}
