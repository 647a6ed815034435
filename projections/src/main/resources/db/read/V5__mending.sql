-- Whether a lease is for mending what was placed: then a later generation waits until it ends.
alter table read.order_lease add mending boolean not null default false;
