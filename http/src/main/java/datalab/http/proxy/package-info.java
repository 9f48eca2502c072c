/** What is believed of proxies in front. */
@NullMarked
package datalab.http.proxy;

import org.jspecify.annotations.NullMarked;
