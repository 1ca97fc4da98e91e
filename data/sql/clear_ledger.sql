-- Grain: none (statements). Parameters: none. Purpose: empty the ledger before it is rebuilt in one transaction.
-- Visible: not bound: the ledger is rebuilt as a whole.
delete from document;
delete from region;
delete from sector;
delete from unit;
delete from organisation;
delete from indicator;
delete from target;
delete from responsibility;
delete from fact;
delete from ledger_state;
