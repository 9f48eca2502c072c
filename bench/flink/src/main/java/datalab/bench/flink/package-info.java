/** The other side of a comparison: a view of a lab in Flink SQL. */
package datalab.bench.flink;









