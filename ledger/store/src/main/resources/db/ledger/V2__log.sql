-- What the log publishes of the ledger, and the brake for when its history contradicts what was signed.

alter table ledger.ledger_head add frozen text;  -- why nothing may be appended; null as long as all is well

create table ledger.checkpoint (
    ledger_id text   primary key references ledger.ledger_head,
    size      bigint not null,               -- how many entries the note covers; never decreases
    note      text   not null                -- the newest signed checkpoint, C2SP signed-note
) with (fillfactor = 50);

grant select, insert, update on ledger.checkpoint to sealbook_ledger;
grant select on ledger.checkpoint to sealbook_projections;
