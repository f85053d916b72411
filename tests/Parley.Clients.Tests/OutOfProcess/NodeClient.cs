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
    public async Task<IReadOnlyList<Told>> AskAsync(string gateway, Ask ask) => (await SendAsync(gateway, ask)).Told;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListAsync(string gateway)
    {
        var answer = await SendAsync(gateway, null);
        return answer.Models ?? throw new InvalidOperationException(answer.Told[0].Error!.Message);
    }

    private Task<DriverAnswer> SendAsync(string gateway, Ask? ask)
    {
        NodeDriver.DemandNode();
        return driver.SendAsync(module, gateway, ask);
    }
}
