/** The aggregates of views (count, sum, max_by, …): each a commutative monoid over events. */
@NullMarked
package datalab.lab.aggregate;

import org.jspecify.annotations.NullMarked;
