namespace Parley.Postgres;

/// <summary>What gateways tell each other of targets. It is kept by the clock of the database, since theirs may differ, and for no longer than it holds.</summary>
internal static class HintSql
{
    /// <summary>Where it is told that there is something new.</summary>
    public const string Channel = "parley_hints";

    private const string Now = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

    /// <summary>Makes the table; does no harm a second time.</summary>
    public static IReadOnlyList<string> Tables { get; } =
    [
        "create table if not exists target_hints (number bigserial primary key, node text not null, backend text not null, key text not null, model text not null, is_limit boolean not null, until bigint not null, reason text not null)",
    ];

    /// <summary>Tells several at once. One gateway after the other, so that who has read a number has read all below it.</summary>
    public const string Tell = $"""
        select pg_advisory_xact_lock(hashtextextended('{Channel}', 20061));
        delete from target_hints where until < {Now};
        insert into target_hints (node, backend, key, model, is_limit, until, reason)
        select @node, hint.backend, hint.key, hint.model, hint.is_limit, {Now} + hint.remaining, hint.reason
        from unnest(@backends, @keys, @models, @limits, @remaining, @reasons) as hint (backend, key, model, is_limit, remaining, reason);
        notify {Channel}
        """;

    /// <summary>What others have told that still holds.</summary>
    public const string Read = $"""
        select number, backend, key, model, is_limit, until - {Now}, reason from target_hints
        where number > @after and node <> @node and until > {Now} order by number
        """;
}
