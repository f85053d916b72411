using Parley.Configuration.Options;

namespace Parley.Configuration.Compiling;

/// <summary>What compiling a backend needs besides its own entry.</summary>
/// <param name="Catalog">The providers that are known.</param>
/// <param name="Environment">The value of an environment variable; null when it is not set.</param>
/// <param name="Server">The gateway's own address, to which no backend may lead.</param>
internal sealed record CompileScope(Catalog Catalog, Func<string, string?> Environment, ServerOptions Server);
