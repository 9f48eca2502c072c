/** JSON as text: values, members, numbers, small documents, and problem details (RFC 9457). */
@NullMarked
package datalab.lab.json;

import org.jspecify.annotations.NullMarked;
