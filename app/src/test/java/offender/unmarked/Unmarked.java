package offender.unmarked;

interface Unmarked {}
