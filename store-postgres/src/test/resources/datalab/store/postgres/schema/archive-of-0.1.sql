-- The archive of the sensors lab as DataLab 0.1 made and filled it, without most of its events.
create schema sensors;
create table sensors.readings (
    "timestamp" timestamptz generated always as (_time) stored,
    "name" text,
    "value" double precision,
    _time timestamptz not null,
    _arrived timestamptz not null,
    _origin text not null,
    _partition int not null,
    _offset bigint not null,
    _extra jsonb,
    _flags jsonb,
    constraint "_readings_at" primary key (_partition, _offset)
);
create index "_readings_time_f51af549" on sensors.readings (_time, _partition, _offset);
create index "_readings_key_2be9ba75" on sensors.readings ("name", _time, _partition, _offset);
insert into sensors.readings (name, value, _time, _arrived, _origin, _partition, _offset, _extra, _flags) values
('sensor1', 19.97, '2026-11-01 00:00:00+00', '2026-11-28 15:38:22.988+00', 'observed', 0, 0, NULL, '{"value": {"spike": 2, "aggregate": 1, "flat_line": 2, "gross_range": 1, "rate_of_change": 2}}'),
('sensor2', 20.03, '2026-11-01 00:00:00.007+00', '2026-11-28 15:38:23.073+00', 'observed', 0, 1, NULL, '{"value": {"spike": 2, "aggregate": 1, "flat_line": 2, "gross_range": 1, "rate_of_change": 2}}'),
('sensor1', 19.95, '2026-11-01 00:00:01+00', '2026-11-28 15:38:23.092+00', 'observed', 0, 14, NULL, '{"value": {"spike": 1, "aggregate": 1, "flat_line": 1, "gross_range": 1, "rate_of_change": 1}}'),
('sensor2', 20.04, '2026-11-01 00:00:01.007+00', '2026-11-28 15:38:23.092+00', 'observed', 0, 15, NULL, '{"value": {"spike": 1, "aggregate": 1, "flat_line": 1, "gross_range": 1, "rate_of_change": 1}}'),
('sensor1', 19.91, '2026-11-01 00:00:02+00', '2026-11-28 15:38:23.1+00', 'observed', 0, 28, NULL, '{"value": {"spike": 1, "aggregate": 1, "flat_line": 1, "gross_range": 1, "rate_of_change": 1}}'),
('sensor2', 20.07, '2026-11-01 00:00:02.007+00', '2026-11-28 15:38:23.1+00', 'observed', 0, 29, NULL, '{"value": {"spike": 1, "aggregate": 1, "flat_line": 1, "gross_range": 1, "rate_of_change": 1}}'),
('sensor1', 19.87, '2026-11-01 00:00:03+00', '2026-11-28 15:38:23.11+00', 'observed', 0, 42, NULL, '{"value": {"spike": 1, "aggregate": 1, "flat_line": 1, "gross_range": 1, "rate_of_change": 1}}'),
('sensor2', 20.03, '2026-11-01 00:00:03.007+00', '2026-11-28 15:38:23.11+00', 'observed', 0, 43, NULL, '{"value": {"spike": 1, "aggregate": 1, "flat_line": 1, "gross_range": 1, "rate_of_change": 1}}'),
('sensor1', 19.86, '2026-11-01 00:00:04+00', '2026-11-28 15:38:23.118+00', 'observed', 0, 56, NULL, '{"value": {"spike": 1, "aggregate": 1, "flat_line": 1, "gross_range": 1, "rate_of_change": 1}}'),
('sensor2', 20.06, '2026-11-01 00:00:04.007+00', '2026-11-28 15:38:23.118+00', 'observed', 0, 57, NULL, '{"value": {"spike": 1, "aggregate": 1, "flat_line": 1, "gross_range": 1, "rate_of_change": 1}}'),
('x1', 5.1, '2026-11-28 15:38:36.179+00', '2026-11-28 15:38:36.179+00', 'observed', 0, 28000, '{"s": "s9", "site": {"a": [1, 2.50]}, "battery": 3.5}', '{"value": {"spike": 2, "aggregate": 1, "flat_line": 2, "gross_range": 1, "rate_of_change": 2}}'),
('sensor3', 21.13, '2026-11-01 00:33:17.014+00', '2026-11-28 15:38:36.077+00', 'observed', 2, 33949, NULL, '{"value": {"spike": 1, "aggregate": 1, "flat_line": 1, "gross_range": 1, "rate_of_change": 1}}'),
('sensor3', 21.09, '2026-11-01 00:33:18.014+00', '2026-11-28 15:38:36.077+00', 'observed', 2, 33966, NULL, '{"value": {"spike": 1, "aggregate": 1, "flat_line": 1, "gross_range": 1, "rate_of_change": 1}}'),
('sensor3', 21.05, '2026-11-01 00:33:19.014+00', '2026-11-28 15:38:36.078+00', 'observed', 2, 33983, NULL, '{"value": {"spike": 2, "aggregate": 1, "flat_line": 1, "gross_range": 1, "rate_of_change": 1}}'),
('x2', 5.1, '2026-11-28 15:38:36.255+00', '2026-11-28 15:38:36.255+00', 'observed', 2, 34000, '{"s": "s9", "site": {"a": [1, 2.50]}, "battery": 3.5}', '{"value": {"spike": 2, "aggregate": 1, "flat_line": 2, "gross_range": 1, "rate_of_change": 2}}'),
('x3', 5.1, '2026-11-28 15:38:36.279+00', '2026-11-28 15:38:36.279+00', 'observed', 2, 34001, '{"s": "s9", "site": {"a": [1, 2.50]}, "battery": 3.5}', '{"value": {"spike": 2, "aggregate": 1, "flat_line": 2, "gross_range": 1, "rate_of_change": 2}}'),
('odd', 100, '2026-11-28 15:48:21.917+00', '2026-11-28 15:48:21.917+00', 'observed', 2, 34002, '{"s": 7}', '{"value": {"spike": 2, "aggregate": 4, "flat_line": 2, "gross_range": 4, "rate_of_change": 2}}'),
('odd', -5, '2026-11-28 15:48:22.055+00', '2026-11-28 15:48:22.055+00', 'observed', 2, 34003, '{"s": 7}', '{"value": {"spike": 4, "aggregate": 4, "flat_line": 1, "gross_range": 1, "rate_of_change": 3}}'),
('odd', 70, '2026-11-28 15:48:22.192+00', '2026-11-28 15:48:22.192+00', 'observed', 2, 34004, '{"s": 7}', '{"value": {"spike": 2, "aggregate": 4, "flat_line": 1, "gross_range": 4, "rate_of_change": 3}}'),
('late', 1, '2026-11-02 00:00:00+00', '2026-11-28 15:48:22.334+00', 'simulated', 3, 18000, NULL, '{"value": {"spike": 2, "aggregate": 1, "flat_line": 2, "gross_range": 1, "rate_of_change": 2}}'),
('late', null, '2026-11-01 00:00:00+00', '2026-11-28 15:48:22.402+00', 'observed', 3, 18001, NULL, '{"value": {"spike": 9, "aggregate": 9, "flat_line": 9, "gross_range": 9, "rate_of_change": 9}}');
