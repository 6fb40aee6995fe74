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

/** Each request with its response. */
export type Call =
  | [produce.ProduceRequest, produce.ProduceResponse]
  | [produce.InitProducerIdRequest, produce.InitProducerIdResponse]
  | [fetch.FetchRequest, fetch.FetchResponse]
  | [fetch.ListOffsetsRequest, fetch.ListOffsetsResponse]
  | [topics.MetadataRequest, topics.MetadataResponse]
  | [topics.CreateTopicRequest, topics.CreateTopicResponse]
  | [topics.DeleteTopicRequest, topics.DeleteTopicResponse]
  | [controller.BrokerHeartbeatRequest, controller.BrokerHeartbeatResponse]
  | [controller.RegisterBrokerRequest, controller.RegisterBrokerResponse]
  | [controller.AlterPartitionRequest, controller.AlterPartitionResponse]
  | [controller.ForwardMetadataWriteRequest, controller.ForwardMetadataWriteResponse]
  | [groups.FindCoordinatorRequest, groups.FindCoordinatorResponse]
  | [groups.GroupRequest, groups.GroupResponse];

export type Request = Call[0];
export type Response = Call[1];
export type RequestType = Request['type'];

/** The request, or the response, of one type: `RequestOf<'fetch'>`. */
export type RequestOf<T extends RequestType> = Extract<Request, { type: T }>;
export type ResponseOf<T extends RequestType> = Extract<Response, { type: T }>;
