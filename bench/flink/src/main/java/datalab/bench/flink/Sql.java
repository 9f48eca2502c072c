package datalab.bench.flink;

/** The statements of the view {@code per_minute}: count, mean, lowest and highest by name and minute. */
record Sql(String bootstrap, String topic, String jdbcUrl, String user) {

    String source() {
        return """
                create table readings (
                  name string,
                  `value` double,
                  `timestamp` timestamp_ltz(3)
                ) with (
                  'connector' = 'kafka',
                  'topic' = '%s',
                  'properties.bootstrap.servers' = '%s',
                  'scan.startup.mode' = 'earliest-offset',
                  'format' = 'json',
                  'json.timestamp-format.standard' = 'ISO-8601'
                )""".formatted(topic, bootstrap);
    }

    /** Batched, and each batch one statement: as fast as the connector gets. */
    String sink() {
        return """
                create table per_minute (
                  name string,
                  window_start timestamp(3),
                  n bigint,
                  mean double,
                  low double,
                  high double,
                  primary key (name, window_start) not enforced
                ) with (
                  'connector' = 'jdbc',
                  'url' = '%s?reWriteBatchedInserts=true',
                  'username' = '%s',
                  'password' = '',
                  'table-name' = 'flink.per_minute',
                  'sink.buffer-flush.max-rows' = '5000',
                  'sink.buffer-flush.interval' = '1s'
                )""".formatted(jdbcUrl, user);
    }

    String view() {
        return """
                insert into per_minute
                select name, minute_start, count(*), avg(`value`), min(`value`), max(`value`)
                from (select name, `value`, cast(floor(`timestamp` to minute) as timestamp(3)) as minute_start from readings)
                group by name, minute_start""";
    }
}
