using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Configuration.Credentials;

/// <summary>The file of credentials: the names and times are readable, the values are not.</summary>
internal sealed record CredentialDocument
{
    public const string FormatName = "parley-credentials";
    public const int CurrentVersion = 1;

    public required string Format { get; init; }

    public required int Version { get; init; }

    public required CredentialKeyDescription Key { get; init; }

    /// <summary>A known text under the key: tells a wrong key from an entry that was changed.</summary>
    public required SealedText Check { get; init; }

    public SortedDictionary<string, CredentialEntry> Entries { get; init; } = new(StringComparer.Ordinal);

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, CredentialJson.Default.CredentialDocument);

    /// <summary>Reads a file.</summary>
    /// <exception cref="JsonException">It is not JSON of this form.</exception>
    public static CredentialDocument Read(ReadOnlySpan<byte> bytes)
    {
        var document = JsonSerializer.Deserialize(bytes, CredentialJson.Default.CredentialDocument) ?? throw new JsonException("The file says null.");
        if (document.Format != FormatName || document.Version != CurrentVersion)
            throw new JsonException($"The file's format is not {FormatName} {CurrentVersion}.");
        if (!document.Key.IsUsable)
            throw new JsonException("The file's key is described in a way that is not known.");
        return document.Entries.Values.All(static entry => entry is not null) ? document : throw new JsonException("An entry is null.");
    }
}

/// <summary>How the key of a file is had.</summary>
internal sealed record CredentialKeyDescription
{
    public const string Passphrase = "passphrase";
    public const string KeyFile = "file";
    public const string Dpapi = "dpapi";
    public const string Derivation = "pbkdf2-sha256";

    /// <summary>More would hold the start up for minutes.</summary>
    private const int MostIterations = 10_000_000;

    private const int FewestIterations = 100_000;
    private const int SaltLength = 16;

    public required string From { get; init; }

    public string? Kdf { get; init; }

    public int? Iterations { get; init; }

    public byte[]? Salt { get; init; }

    [JsonIgnore]
    public bool IsFromPassphrase => From == Passphrase;

    [JsonIgnore]
    public bool IsProtected => From == Dpapi;

    [JsonIgnore]
    public bool IsUsable => From is KeyFile or Dpapi
        || (IsFromPassphrase && Kdf == Derivation && Iterations is >= FewestIterations and <= MostIterations && Salt is { Length: >= SaltLength });

    public static CredentialKeyDescription OfPassphrase(int iterations) =>
        new() { From = Passphrase, Kdf = Derivation, Iterations = iterations, Salt = RandomNumberGenerator.GetBytes(SaltLength) };

    public static CredentialKeyDescription OfFile(IKeyProtector? protector) => new() { From = protector?.Name ?? KeyFile };
}

/// <summary>A text under AES-256-GCM.</summary>
internal record SealedText
{
    public required byte[] Nonce { get; init; }

    public required byte[] Text { get; init; }

    public required byte[] Tag { get; init; }
}

/// <summary>A credential in the file.</summary>
internal sealed record CredentialEntry
{
    public required DateTimeOffset Set { get; init; }

    public required SealedText Value { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true, WriteIndented = true)]
[JsonSerializable(typeof(CredentialDocument))]
internal sealed partial class CredentialJson : JsonSerializerContext;
