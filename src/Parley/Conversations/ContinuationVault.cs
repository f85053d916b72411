using System.Security.Cryptography;
using System.Text;
using Parley.Dialects.Conversation;

namespace Parley.Conversations;

/// <summary>
/// Keeps what models signed and callers of another dialect cannot carry, by tool call or by what was thought, until the conversation returns to the model that made it. In memory, for a time, within a size, encrypted under a key of this process,
/// and found by nobody but the caller whose it is.
/// </summary>
internal sealed class ContinuationVault : IDisposable
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int Overhead = 200;

    private readonly Lock _gate = new();
    private readonly AgingTable<(string Owner, string Call), byte[]> _sealed;
    private readonly Lazy<AesGcm> _cipher = new(static () =>
    {
        Span<byte> key = stackalloc byte[32];
        RandomNumberGenerator.Fill(key);
        return new AesGcm(key, TagSize);
    });

    /// <summary>Makes an empty vault.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="limits">The limits in force.</param>
    public ContinuationVault(TimeProvider time, Func<KeepLimits> limits) => _sealed = new(time, limits, static key => key.Owner, static bytes => bytes.Length + Overhead);

    /// <summary>True until something was kept: then there is no need to look.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Keeps what was signed for a call.</summary>
    /// <param name="owner">Whose it is.</param>
    /// <param name="model">The model that signed.</param>
    /// <param name="call">What was signed.</param>
    public void Keep(string owner, string model, SignedCall call)
    {
        var plain = SignedCallJson.Write(model, call);
        var bytes = new byte[NonceSize + plain.Length + TagSize];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, NonceSize));
        lock (_gate)
        {
            _cipher.Value.Encrypt(bytes.AsSpan(0, NonceSize), plain, bytes.AsSpan(NonceSize, plain.Length), bytes.AsSpan(NonceSize + plain.Length), Bound(owner, call.Id));
            _sealed.TrySet((owner, call.Id), bytes);
            IsEmpty = false;
        }
    }

    /// <summary>What was signed for a call by this model; null when nothing is known, or when it was another model's.</summary>
    public SignedCall? Find(string owner, string model, string dialect, string call)
    {
        byte[] plain;
        lock (_gate)
        {
            if (_sealed.Find((owner, call)) is not { } bytes)
                return null;
            plain = new byte[bytes.Length - NonceSize - TagSize];
            _cipher.Value.Decrypt(bytes.AsSpan(0, NonceSize), bytes.AsSpan(NonceSize, plain.Length), bytes.AsSpan(NonceSize + plain.Length), plain, Bound(owner, call));
        }
        return SignedCallJson.Read(plain, call, out var signer) is { } signed && signer == model && signed.Dialect == dialect ? signed : null;
    }

    public void Dispose()
    {
        if (_cipher.IsValueCreated)
            _cipher.Value.Dispose();
    }

    private static byte[] Bound(string owner, string call) => Encoding.UTF8.GetBytes($"{owner}\n{call}");
}
