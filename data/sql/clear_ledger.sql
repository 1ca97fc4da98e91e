-- Grain: none (statements). Parameters: none. Purpose: empty what is read anew from a catalogue as a whole, in one transaction.
-- Visible: not bound: the ledger is rebuilt as a whole.
delete from fact;
delete from ledger_state;
