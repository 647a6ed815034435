-- A row of an event has some two kilobytes, most of them random. Kept whole it is written in one piece; the server would
-- otherwise try to compress it, in vain, and move a part of it to another table.

alter table ledger.event_0 set (toast_tuple_target = 8160);

create or replace function ledger.ensure_partition(up_to bigint) returns bigint
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    width constant bigint := 16777216;
    first bigint := (up_to / width) * width;
begin
    if to_regclass(format('ledger.event_%s', first)) is null then
        execute format('create table ledger.event_%s partition of ledger.event for values from (%s) to (%s)'
                       ' with (toast_tuple_target = 8160)', first, first, first + width);
    end if;
    return first + width;
end $$;
