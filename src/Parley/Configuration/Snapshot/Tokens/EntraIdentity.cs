namespace Parley.Configuration;

/// <summary>Whose tokens of Microsoft Entra are fetched, and from where: everything that the environment says is in it.</summary>
/// <param name="Scope">What the token is for: an address of a resource with <c>/.default</c> behind it.</param>
public sealed record EntraIdentity(string Scope)
{
    /// <summary>Where tokens of applications are fetched; null where no tenant is known.</summary>
    public Uri? TokenAddress { get; init; }

    /// <summary>The application, or the machine's identity where it has several; null when none was named.</summary>
    public string? ClientId { get; init; }

    /// <summary>The application's secret; null without one.</summary>
    public Secret? ClientSecret { get; init; }

    /// <summary>The file with a token of somebody else who vouches for the application (Kubernetes); null for none.</summary>
    public string? AssertionFile { get; init; }

    /// <summary>The service that knows the machine's identity.</summary>
    public Uri? Machine { get; init; }

    /// <summary>What to say to <see cref="Machine"/> where it is an app service's; null on a machine of its own.</summary>
    public Secret? MachineHeader { get; init; }

    /// <summary>Whether the environment or the operator named somebody.</summary>
    public bool IsNamed => (TokenAddress is not null && ClientId is not null && (ClientSecret is not null || AssertionFile is not null)) || MachineHeader is not null;
}
