using Parley.Clients.Tests.Asking;

namespace Parley.Clients.Tests.OutOfProcess;

/// <summary>An npm client.</summary>
/// <param name="driver">The process that runs it.</param>
/// <param name="name">Its name in test data.</param>
/// <param name="module">Its module in the driver.</param>
public sealed class NodeClient(NodeDriver driver, string name, string module) : IOfficialClient
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Told>> AskAsync(string gateway, Ask ask)
    {
        if (NodeDriver.Missing is { } missing)
        {
            Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") is not ("true" or "1"), missing);
            Assert.Fail(missing);
        }
        return driver.AskAsync(module, gateway, ask);
    }
}
