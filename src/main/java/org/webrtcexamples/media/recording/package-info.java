/**
 * Keeps audio and video in a file: encoded frames of both, each with the time it was captured at,
 * go to an ffmpeg in a process of its own, so that nothing of it can end this one. Plain Java; its
 * threads are those of a factory that it is given.
 */
package org.webrtcexamples.media.recording;
