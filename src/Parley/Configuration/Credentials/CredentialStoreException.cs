namespace Parley.Configuration.Credentials;

/// <summary>Why a store of credentials could not do what it was asked.</summary>
public enum CredentialStoreFault
{
    /// <summary>The file, or the file of its key, may not be read.</summary>
    Unreadable,

    /// <summary>The file cannot be written.</summary>
    Unwritable,

    /// <summary>The file is not a store of credentials, or not of a version that is known.</summary>
    Malformed,

    /// <summary>The file was written with a passphrase, and none is given.</summary>
    PassphraseNeeded,

    /// <summary>The passphrase or the key file is not the one that the file was written with.</summary>
    WrongKey,

    /// <summary>An entry is not as it was written.</summary>
    Tampered,

    /// <summary>Others than its owner may read the file of the key.</summary>
    Exposed,

    /// <summary>Another program is writing the file.</summary>
    Busy,

    /// <summary>The program that the store is reached by is not there, or nobody answers.</summary>
    Absent,

    /// <summary>The store does not let Parley in: it is locked, or Parley has no right to it.</summary>
    Refused,
}

/// <summary>A store of credentials could not do what it was asked.</summary>
/// <param name="fault">Why.</param>
/// <param name="path">The file, program or address that it is about.</param>
/// <param name="message">What is wrong and what to do, with the file's name and without any credential.</param>
/// <param name="inner">What the system said.</param>
public sealed class CredentialStoreException(CredentialStoreFault fault, string path, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public CredentialStoreFault Fault { get; } = fault;

    /// <summary>The file, program or address that it is about.</summary>
    public string Path { get; } = path;
}
