package datalab.bench.flink;










/** The statements of the view {@code per_minute}: count, mean, lowest and highest by name and minute. */
record FlinkSql(String brokers, String brokersPassword, String topic, String jdbcUrl, String password) {

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
                  'properties.security.protocol' = 'SASL_PLAINTEXT',
                  'properties.sasl.mechanism' = 'PLAIN',
                  'properties.sasl.jaas.config' =
                    'org.apache.kafka.common.security.plain.PlainLoginModule required username="datalab" password="%s";',
                  'scan.startup.mode' = 'earliest-offset',
                  'format' = 'json',
                  'json.timestamp-format.standard' = 'ISO-8601'
                )""".formatted(topic, brokers, brokersPassword);
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
                  'username' = 'datalab',
                  'password' = '%s',
                  'table-name' = 'flink.per_minute',
                  'sink.buffer-flush.max-rows' = '5000',
                  'sink.buffer-flush.interval' = '1s'
                )""".formatted(jdbcUrl, password);
    }

    String view() {
        return """
                insert into per_minute
                select name, minute_start, count(*), avg(`value`), min(`value`), max(`value`)
                from (select name, `value`, cast(floor(`timestamp` to minute) as timestamp(3)) as minute_start from readings)
                group by name, minute_start""";
    }
}
