package org.webrtcexamples;

/**
 * What a server holds at one moment, after a full collection and after malloc gave back what it
 * could.
 *
 * @param rss KiB of resident memory; the Java heap counts in it as a whole, used or not
 * @param heap KiB of live objects
 * @param code KiB of compiled code and metaspace, a part of the resident memory that grows with use
 */
public record Reading(long rss, long heap, long code, int threads, int descriptors) {}
