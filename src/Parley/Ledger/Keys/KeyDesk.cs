using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Ledger.Keys;

/// <summary>What came of asking for something to be done to a key.</summary>
/// <param name="Key">The key as it is now.</param>
/// <param name="Value">Its value, which nobody can tell later; null where none was made.</param>
/// <param name="Fault">Why nothing was done; null when it was.</param>
public readonly record struct KeyAnswer(StoredKey? Key, string? Value, Fault? Fault);

/// <summary>Makes, changes, rotates and removes keys. Thread-safe. Its methods throw <see cref="LedgerStoreException"/> when the store cannot be reached.</summary>
/// <param name="store">Where they are kept.</param>
/// <param name="time">The clock.</param>
/// <param name="isConfigured">Whether the configuration has a key of a name, which no other may have then.</param>
public sealed class KeyDesk(IKeyStore store, TimeProvider time, Func<string, bool> isConfigured)
{
    private const int LongestName = 64;
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(90);

    /// <summary>Makes a key.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="settings">What it may do, a JSON object of the fields that an entry of <c>keys</c> has, and <c>disabled</c>.</param>
    /// <param name="who">Who makes it.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<KeyAnswer> CreateAsync(string name, ReadOnlyMemory<byte> settings, string who, CancellationToken cancellationToken)
    {
        var fault = OfName(name);
        if ((fault is null ? KeySettings.Parse(settings, out fault) : null) is not { } said)
            return new(null, null, fault);
        var value = KeyText.Make(out var prefix);
        var key = new StoredKey { Id = $"key_{RandomNumberGenerator.GetHexString(24, lowercase: true)}", Name = name, Value = Kept(value, prefix), Created = time.GetUtcNow() };
        if (With(key, said, out fault) is not { } made)
            return new(null, null, fault);
        if (isConfigured(name) || !await store.TryWriteKeyAsync(made, Event(name, "created", who), cancellationToken).ConfigureAwait(false))
            return new(null, null, new Fault(FaultKind.Conflict, $"There is a key '{name}' already.") { Code = "key_exists", Param = "name" });
        return new(made with { Revision = 1 }, value, null);
    }

    /// <summary>Changes what a key may do; members that are null are taken back.</summary>
    public Task<KeyAnswer> ChangeAsync(string name, ReadOnlyMemory<byte> changes, string who, CancellationToken cancellationToken) =>
        ReplaceAsync(name, who, key =>
        {
            if (KeySettings.Parse(changes, out var fault) is not { } said || With(key, said, out fault) is not { } changed)
                return (new(null, null, fault), "");
            return (new(changed, null, null), key.IsDisabled == changed.IsDisabled ? "changed" : changed.IsDisabled ? "disabled" : "enabled");
        }, cancellationToken);

    /// <summary>Gives a key another value. The one that it has is taken for a while longer; of earlier ones none is.</summary>
    public Task<KeyAnswer> RotateAsync(string name, TimeSpan overlap, string who, CancellationToken cancellationToken) =>
        ReplaceAsync(name, who, key =>
        {
            if (overlap < TimeSpan.Zero || overlap > LongestOverlap)
                return (new(null, null, new Fault(FaultKind.InvalidRequest, $"The overlap is from 0 to {LongestOverlap.TotalDays} days.") { Param = "overlap" }), "");
            var now = time.GetUtcNow();
            var value = KeyText.Make(out var prefix);
            var rotated = key with { Value = Kept(value, prefix), Rotated = now, Retired = overlap > TimeSpan.Zero ? new RetiredValue(key.Value, now + overlap) : null };
            return (new(rotated, value, null), "rotated");
        }, cancellationToken);

    /// <summary>Removes a key for good.</summary>
    public async Task<KeyAnswer> RemoveAsync(string name, string who, CancellationToken cancellationToken)
    {
        var key = await store.FindKeyAsync(name, cancellationToken).ConfigureAwait(false);
        return key is not null && await store.TryRemoveKeyAsync(key, Event(name, "removed", who), cancellationToken).ConfigureAwait(false) ? new(key, null, null) : Nobody(name);
    }

    /// <summary>The key of a name.</summary>
    public async Task<KeyAnswer> FindAsync(string name, CancellationToken cancellationToken) =>
        await store.FindKeyAsync(name, cancellationToken).ConfigureAwait(false) is { } key ? new(key, null, null) : Nobody(name);

    private async Task<KeyAnswer> ReplaceAsync(string name, string who, Func<StoredKey, (KeyAnswer Answer, string What)> change, CancellationToken cancellationToken)
    {
        if (await store.FindKeyAsync(name, cancellationToken).ConfigureAwait(false) is not { } key)
            return Nobody(name);
        var (answer, what) = change(key);
        if (answer.Fault is not null)
            return answer;
        if (!await store.TryWriteKeyAsync(answer.Key!, Event(name, what, who), cancellationToken).ConfigureAwait(false))
            return new(null, null, new Fault(FaultKind.Conflict, $"The key '{name}' has been changed by another just now. Look at it and try again.") { Code = "key_changed" });
        return answer with { Key = answer.Key! with { Revision = key.Revision + 1 } };
    }

    /// <summary>A key with changed settings; null and a fault for what cannot be set.</summary>
    private StoredKey? With(StoredKey key, JsonObject said, out Fault? fault)
    {
        fault = OfFixed(key, said);
        var isDisabled = fault is null ? IsDisabled(said, key.IsDisabled, out fault) : key.IsDisabled;
        if (fault is not null)
            return null;
        said.Remove("name");
        said.Remove("disabled");
        var settings = KeySettings.Merge(key.Settings, said);
        if (KeySettings.Read(key.Name, settings, out fault) is not { } options)
            return null;
        if (said.ContainsKey("expires") && options.Expires <= time.GetUtcNow())
            fault = new Fault(FaultKind.InvalidRequest, "expires lies in the past: to take a key out of use, disable it.") { Code = "invalid_key_settings", Param = "expires" };
        return fault is null ? key with { Settings = settings, IsDisabled = isDisabled } : null;
    }

    private static Fault? OfFixed(StoredKey key, JsonObject said)
    {
        foreach (var member in (ReadOnlySpan<string>)["key", "key_env"])
        {
            if (said.TryGetPropertyValue(member, out var written))
                return OfValue(member, written);
        }
        return said.TryGetPropertyValue("name", out var name) && name?.ToString() != key.Name ? new Fault(FaultKind.InvalidRequest, "A key keeps its name.") { Code = "invalid_key_settings", Param = "name" } : null;
    }

    private static bool IsDisabled(JsonObject said, bool current, out Fault? fault)
    {
        fault = null;
        if (!said.TryGetPropertyValue("disabled", out var node) || (node is JsonValue value && value.TryGetValue(out current)))
            return current;
        fault = new Fault(FaultKind.InvalidRequest, "disabled is true or false.") { Code = "invalid_key_settings", Param = "disabled" };
        return current;
    }

    /// <summary>The value of a key is made here and nowhere else. What is shown of one must not take the place of the real one.</summary>
    private static Fault OfValue(string member, JsonNode? written) => KeyText.IsMasked(written?.ToString())
        ? new Fault(FaultKind.InvalidRequest, "This is what is shown of a key, not a key: leave it out, and the key stays as it is.") { Code = "masked_key", Param = member }
        : new Fault(FaultKind.InvalidRequest, "The value of a key is made by Parley; rotate the key for another one.") { Code = "key_value_not_settable", Param = member };

    private static Fault? OfName(string name) =>
        name.Length is > 0 and <= LongestName && char.IsAsciiLetterOrDigit(name[0]) && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' or '@')
            ? null
            : new Fault(FaultKind.InvalidRequest, $"A key's name is of 1 to {LongestName} letters, digits, '.', '_', '-' and '@', and begins with a letter or digit.") { Code = "invalid_key_name", Param = "name" };

    private static StoredValue Kept(string value, string prefix) => new(prefix, CallerKey.HashOf(value));

    private static KeyAnswer Nobody(string name) => new(null, null, new Fault(FaultKind.NotFound, $"There is no key '{(OfName(name) is null ? name : "of this name")}'.") { Code = "unknown_key" });

    private KeyEvent Event(string name, string what, string who) => new(time.GetUtcNow(), name, what, who);
}
