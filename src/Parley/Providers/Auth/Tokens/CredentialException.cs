namespace Parley.Providers.Auth;

/// <summary>A credential that a backend needs cannot be had. The message is the reason in a few words, without a secret and without a path.</summary>
internal sealed class CredentialException(string reason, Exception? inner = null) : Exception(reason, inner);
