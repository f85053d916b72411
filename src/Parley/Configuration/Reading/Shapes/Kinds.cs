using System.Collections.Immutable;
using System.Text.Json;

namespace Parley.Configuration.Reading;

/// <summary>The kinds of values that settings have.</summary>
internal static class Kinds
{
    public static ValueKind<string> Text { get; } = new TextKind();

    public static ValueKind<bool> Flag { get; } = new FlagKind();

    public static ValueKind<Options.SecretSetting> Secret { get; } = new SecretKind();

    public static ValueKind<Options.SecretSetting> SecretVariable { get; } = new SecretVariableKind();

    public static ValueKind<ImmutableArray<string>> Texts { get; } = new ListKind<string>(Text);

    public static ValueKind<ImmutableDictionary<string, string>> TextMap { get; } = new MapKind<string>(Text);

    public static ValueKind<ImmutableArray<Glob>> Globs { get; } = new MappedKind<ImmutableArray<string>, ImmutableArray<Glob>>(Texts, texts => [.. texts.Select(text => new Glob(text))]);

    public static ValueKind<TimeSpan> Milliseconds { get; } = new DurationKind(TimeSpan.FromMilliseconds(1));

    public static ValueKind<TimeSpan> MillisecondsOrZero { get; } = new DurationKind(TimeSpan.FromMilliseconds(1), allowZero: true);

    public static ValueKind<TimeSpan> Seconds { get; } = new DurationKind(TimeSpan.FromSeconds(1));

    public static ValueKind<TimeSpan> SecondsOrZero { get; } = new DurationKind(TimeSpan.FromSeconds(1), allowZero: true);

    public static ValueKind<int> Whole(int least = int.MinValue, int most = int.MaxValue) => new NumberKind<int>(least, most);

    public static ValueKind<long> WholeLong(long least = long.MinValue, long most = long.MaxValue) => new NumberKind<long>(least, most);

    public static ValueKind<double> Number(double least = double.MinValue, double most = double.MaxValue) => new NumberKind<double>(least, most);

    public static ValueKind<decimal> Amount { get; } = new NumberKind<decimal>(0, decimal.MaxValue);

    /// <summary><c>on</c> or <c>off</c>; <c>true</c> and <c>false</c> mean the same.</summary>
    public static ValueKind<bool> Switch { get; } = new ChoiceKind<bool>(["off", "on", "false", "true"], [false, true, false, true]);

    /// <summary>A size given in mebibytes, in bytes.</summary>
    public static ValueKind<long> Mebibytes { get; } = new MappedKind<long, long>(WholeLong(1, 1 << 20), size => size << 20);

    /// <summary>A size given in mebibytes, in bytes; 0 for none.</summary>
    public static ValueKind<long> MebibytesOrZero { get; } = new MappedKind<long, long>(WholeLong(0, 1 << 20), size => size << 20);

    /// <summary>The members of an enum, in snake case.</summary>
    public static ValueKind<TEnum> Choice<TEnum>()
        where TEnum : struct, Enum =>
        Choice(Array.ConvertAll(Enum.GetNames<TEnum>(), JsonNamingPolicy.SnakeCaseLower.ConvertName), Enum.GetValues<TEnum>());

    public static ValueKind<T> Choice<T>(string[] words, T[] meanings) => new ChoiceKind<T>(words, meanings);

    public static ValueKind<ImmutableArray<T>> ListOf<T>(ValueKind<T> items) => new ListKind<T>(items);

    public static ValueKind<ImmutableDictionary<string, T>> MapOf<T>(ValueKind<T> values) => new MapKind<T>(values);

    public static ValueKind<T> Group<T>(Shape<T> shape, Func<ConfigMap, T> start) => new GroupKind<T>(shape, start);
}
