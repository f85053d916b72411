namespace Parley.Postgres;

/// <summary>
/// The shares of limits, divided by the database: one lock for each limit, and within it the sum of all use and all shares is held to the limit. One call for all limits of a gateway.
/// </summary>
internal static class ShareSql
{
    /// <summary>Makes tables and function; does no harm a second time.</summary>
    public static IReadOnlyList<string> Tables { get; } =
    [
        "create table if not exists budget_use (meter text not null, slice bigint not null, amount numeric not null, primary key (meter, slice))",
        "create table if not exists budget_shares (meter text not null, node text not null, amount numeric not null, seen bigint not null, primary key (meter, node))",
        "create table if not exists gateways (node text primary key, seen bigint not null)",
        "create index if not exists budget_use_slice on budget_use (slice)",
        "create index if not exists budget_shares_seen on budget_shares (seen)",
        Function,
    ];

    /// <summary>Exchanges for several limits at once. The order is the caller's, and the same for all.</summary>
    public const string Exchange = """
        with me as (insert into gateways (node, seen) values (@node, @now) on conflict (node) do update set seen = excluded.seen)
        select shared.spent, shared.share, shared.elsewhere, (select count(*)::int + 1 from gateways where seen >= @dead and node <> @node)
        from unnest(@meters, @used, @reserved, @headroom, @limits, @since, @rolling) with ordinality as ask (meter, used, reserved, headroom, most, since, rolling, place),
        lateral parley_share(ask.meter, @node, ask.used, ask.reserved, ask.headroom, ask.most, ask.since, ask.rolling, @now, @dead) as shared
        order by ask.place
        """;

    /// <summary>Forgets what belongs to no window any more.</summary>
    public const string Forget = "with old as (delete from budget_shares where seen < @before), gone as (delete from gateways where seen < @before) delete from budget_use where slice < @before";

    // What a gateway that has ended held counts as used: it may have been.
    private const string Function = """
        create or replace function parley_share(in p_meter text, in p_node text, in p_used numeric, in p_reserved numeric, in p_headroom numeric, in p_limit numeric, in p_since bigint, in p_rolling boolean, in p_now bigint, in p_dead bigint,
            out spent numeric, out share numeric, out elsewhere numeric) language plpgsql as $body$
        declare
            lost numeric;
            span bigint := greatest(1, (p_now - p_since) / 60);
            -- A window that rolls leaves a slice when its last moment does; one that begins at a time begins with its first slice.
            slice_now bigint := case when p_rolling then p_now - p_now % span else greatest(p_since, p_now - p_now % span) end;
            first bigint := case when p_rolling then p_since - span else p_since end;
        begin
            perform pg_advisory_xact_lock(hashtextextended(p_meter, 20061));
            with dead as (delete from budget_shares where meter = p_meter and node <> p_node and seen < p_dead returning amount)
            select coalesce(sum(amount), 0) into lost from dead;
            if p_used + lost <> 0 then
                insert into budget_use (meter, slice, amount) values (p_meter, slice_now, p_used + lost)
                on conflict (meter, slice) do update set amount = budget_use.amount + excluded.amount;
            end if;
            delete from budget_use where meter = p_meter and slice < first - 1;
            select coalesce(sum(amount), 0) into spent from budget_use where meter = p_meter and slice >= first;
            select coalesce(sum(amount), 0) into elsewhere from budget_shares where meter = p_meter and node <> p_node;
            share := p_reserved + greatest(0, least(p_headroom, p_limit - spent - elsewhere - p_reserved));
            if share = 0 then
                delete from budget_shares where meter = p_meter and node = p_node;
            else
                insert into budget_shares (meter, node, amount, seen) values (p_meter, p_node, share, p_now)
                on conflict (meter, node) do update set amount = excluded.amount, seen = excluded.seen;
            end if;
        end $body$
        """;
}
