/**
 * All requests and responses of the broker, as plain data: a response has the `type` of its request. Type
 * aliases throughout, because an interface does not fit the Payload of `env.ts`.
 */
import type * as controller from './controller.js';
import type * as fetch from './fetch.js';
import type * as groups from './groups.js';
import type * as produce from './produce.js';
import type * as topics from './topics.js';

export type * from './controller.js';
export type * from './fetch.js';
export type * from './groups.js';
export type * from './produce.js';
export type * from './topics.js';

export type Request =
  | produce.ProduceRequest
  | produce.InitProducerIdRequest
  | fetch.FetchRequest
  | fetch.ListOffsetsRequest
  | topics.MetadataRequest
  | topics.CreateTopicRequest
  | topics.DeleteTopicRequest
  | controller.BrokerHeartbeatRequest
  | controller.RegisterBrokerRequest
  | controller.AlterPartitionRequest
  | controller.ForwardMetadataWriteRequest
  | groups.FindCoordinatorRequest
  | groups.GroupRequest;

export type Response =
  | produce.ProduceResponse
  | produce.InitProducerIdResponse
  | fetch.FetchResponse
  | fetch.ListOffsetsResponse
  | topics.MetadataResponse
  | topics.CreateTopicResponse
  | topics.DeleteTopicResponse
  | controller.BrokerHeartbeatResponse
  | controller.RegisterBrokerResponse
  | controller.AlterPartitionResponse
  | controller.ForwardMetadataWriteResponse
  | groups.FindCoordinatorResponse
  | groups.GroupResponse;

export type RequestType = Request['type'];

/** The request, or the response, of one type: `RequestOf<'fetch'>`. */
export type RequestOf<T extends RequestType> = Extract<Request, { type: T }>;
export type ResponseOf<T extends RequestType> = Extract<Response, { type: T }>;
