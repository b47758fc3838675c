/**
 * What a recording is worth on a bad network: clients that send marks at known times through a
 * cable, and files in which the marks are looked for. Everything here goes by the REST API and by
 * the finished file alone.
 */
package org.webrtcexamples.recorded;
