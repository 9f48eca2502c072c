@NullMarked
package datalab.web.http;

import org.jspecify.annotations.NullMarked;
